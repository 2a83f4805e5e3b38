/** A polygon is [x0, y0, x1, y1, ...]; an object may have several. Runs come as numbers or as COCO's text. */
export type CocoSegmentation = number[][] | { size: [height: number, width: number]; counts: number[] | string };

export interface CocoImage {
  id: number;
  file_name: string;
  width: number;
  height: number;
}

export interface CocoAnnotation {
  id: number;
  image_id: number;
  category_id: number;
  /** [x, y, width, height] in pixels. */
  bbox: [number, number, number, number];
  area?: number;
  iscrowd?: 0 | 1;
  segmentation?: CocoSegmentation;
}

export interface CocoCategory {
  id: number;
  name: string;
  supercategory?: string;
}

/** The parts of COCO's instances files that detection and segmentation need, with COCO's own names. */
export interface CocoFile {
  images: CocoImage[];
  annotations: CocoAnnotation[];
  categories: CocoCategory[];
}
