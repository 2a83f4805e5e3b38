import type { ArchiveSource } from "./locate.ts";

export const vocClasses: readonly string[] = [
  ..."aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person".split(" "),
  ..."pottedplant sheep sofa train tvmonitor".split(" "),
];

export type VocYear = 2007 | 2008 | 2009 | 2010 | 2011 | 2012;

const archives: Readonly<Record<VocYear | "test", readonly [file: string, md5: string]>> = {
  2007: ["VOCtrainval_06-Nov-2007.tar", "c52e279531787c972589f7e41ab4ae64"],
  2008: ["VOCtrainval_14-Jul-2008.tar", "2629fa636546599198acfcfbfcf1904a"],
  2009: ["VOCtrainval_11-May-2009.tar", "a3e00b113cfcfebf17e343f59da3caa1"],
  2010: ["VOCtrainval_03-May-2010.tar", "da459979d0c395079b5c75ee67908abb"],
  2011: ["VOCtrainval_25-May-2011.tar", "6c3384ef61512963050cb5d687e5bf1e"],
  2012: ["VOCtrainval_11-May-2012.tar", "6cd6e144f989b92b3379bac3b3de84fd"],
  test: ["VOCtest_06-Nov-2007.tar", "b6e924de25625d8de591ea690078ad9f"],
};

/** The archive with a year's images; the test images of 2007, the only ones with answers, have their own. */
export function vocArchive(year: VocYear, imageSet: string): ArchiveSource {
  const test = year === 2007 && imageSet === "test";
  const [file, md5] = archives[test ? "test" : year] ?? [];
  if (file === undefined) throw new RangeError(`VOC: expected a year from 2007 to 2012, got ${year}`);
  return {
    name: `VOC ${year}`,
    url: `https://thor.robots.ox.ac.uk/pascal/VOC/voc${year}/${file}`,
    md5: md5!,
    unpacked: `voc${year}${test ? "-test" : ""}`,
    inside: [`VOCdevkit/VOC${year}`, `TrainVal/VOCdevkit/VOC${year}`],
  };
}
