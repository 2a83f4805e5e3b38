;; The loops that move bytes, 16 at a time. Addresses and strides are in bytes; each function may read and write up to
;; 63 bytes beyond the end of what it is given. After a change: node tests/lib/vision/transforms/build-loops.ts
(module
  (memory (export "memory") 1)

  ;; [pixels, 3] -> [3, pixels]; the planes lie `plane` apart.
  (func (export "split") (param $from i32) (param $to i32) (param $pixels i32) (param $plane i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128)
    (local.set $end (i32.add (local.get $to) (local.get $pixels)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
        (local.set $a (v128.load (local.get $from)))
        (local.set $b (v128.load offset=16 (local.get $from)))
        (local.set $c (v128.load offset=32 (local.get $from)))
        (v128.store (local.get $to)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 17 20 23 26 29
            (i8x16.shuffle 0 3 6 9 12 15 18 21 24 27 30 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
        (v128.store (i32.add (local.get $to) (local.get $plane))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 18 21 24 27 30
            (i8x16.shuffle 1 4 7 10 13 16 19 22 25 28 31 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
        (v128.store (i32.add (i32.add (local.get $to) (local.get $plane)) (local.get $plane))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 16 19 22 25 28 31
            (i8x16.shuffle 2 5 8 11 14 17 20 23 26 29 0 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
        (local.set $from (i32.add (local.get $from) (i32.const 48)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $next))))

  ;; Eight weights from `w` on times eight bytes.
  (func $dot (param $from i32) (param $w i32) (result v128)
    (i32x4.dot_i16x8_s (v128.load8x8_u (local.get $from)) (v128.load (local.get $w))))

  ;; Four sums of four each.
  (func $reduce (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (local $ab v128) (local $cd v128)
    (local.set $ab (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $cd (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (i32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

  ;; Weighted sums along rows. `starts`: the first input of each output, as i32, padded to a multiple of four outputs;
  ;; `weights`: 8 * groups i16 for each output.
  (func (export "alongRows")
    (param $from i32) (param $stride i32) (param $to i32) (param $height i32) (param $width i32)
    (param $starts i32) (param $weights i32) (param $groups i32) (param $precision i32)
    (local $half v128) (local $s i32) (local $w i32) (local $out i32) (local $end i32) (local $span i32) (local $last i32)
    (local $f0 i32) (local $f1 i32) (local $f2 i32) (local $f3 i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $half (i32x4.splat (i32.shl (i32.const 1) (i32.sub (local.get $precision) (i32.const 1)))))
    (local.set $span (i32.shl (local.get $groups) (i32.const 4)))
    (local.set $last (i32.add (local.get $to) (i32.mul (local.get $height) (local.get $width))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $to) (local.get $last)))
        (local.set $s (local.get $starts))
        (local.set $w (local.get $weights))
        (local.set $out (local.get $to))
        (local.set $end (i32.add (local.get $to) (local.get $width)))
        (loop $four
          (local.set $f0 (i32.add (local.get $from) (i32.load (local.get $s))))
          (local.set $f1 (i32.add (local.get $from) (i32.load offset=4 (local.get $s))))
          (local.set $f2 (i32.add (local.get $from) (i32.load offset=8 (local.get $s))))
          (local.set $f3 (i32.add (local.get $from) (i32.load offset=12 (local.get $s))))
          (local.set $a (call $sum (local.get $f0) (local.get $w) (local.get $span)))
          (local.set $w (i32.add (local.get $w) (local.get $span)))
          (local.set $b (call $sum (local.get $f1) (local.get $w) (local.get $span)))
          (local.set $w (i32.add (local.get $w) (local.get $span)))
          (local.set $c (call $sum (local.get $f2) (local.get $w) (local.get $span)))
          (local.set $w (i32.add (local.get $w) (local.get $span)))
          (local.set $d (call $sum (local.get $f3) (local.get $w) (local.get $span)))
          (local.set $w (i32.add (local.get $w) (local.get $span)))
          (local.set $a (i32x4.shr_s
            (i32x4.add (local.get $half) (call $reduce (local.get $a) (local.get $b) (local.get $c) (local.get $d)))
            (local.get $precision)))
          (local.set $a (i16x8.narrow_i32x4_s (local.get $a) (local.get $a)))
          (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $a) (local.get $a)))
          (local.set $s (i32.add (local.get $s) (i32.const 16)))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (br_if $four (i32.lt_u (local.get $out) (local.get $end))))
        (local.set $to (local.get $end))
        (local.set $from (i32.add (local.get $from) (local.get $stride)))
        (br $row))))

  ;; One output's products, in four parts.
  (func $sum (param $from i32) (param $w i32) (param $span i32) (result v128)
    (local $sum v128) (local $end i32)
    (local.set $sum (call $dot (local.get $from) (local.get $w)))
    (if (i32.gt_u (local.get $span) (i32.const 16))
      (then
        (local.set $end (i32.add (local.get $w) (local.get $span)))
        (loop $more
          (local.set $w (i32.add (local.get $w) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 8)))
          (if (i32.lt_u (local.get $w) (local.get $end))
            (then
              (local.set $sum (i32x4.add (local.get $sum) (call $dot (local.get $from) (local.get $w))))
              (br $more))))))
    (local.get $sum))

  ;; Weighted sums along columns. `starts`: the first row of each output row, as i32; `weights`: 2 * pairs i16 for each.
  (func (export "alongColumns")
    (param $from i32) (param $stride i32) (param $to i32) (param $height i32) (param $width i32)
    (param $starts i32) (param $weights i32) (param $pairs i32) (param $precision i32)
    (local $half v128) (local $first i32) (local $f i32) (local $w i32) (local $out i32) (local $end i32) (local $last i32)
    (local $span i32) (local $wEnd i32) (local $a v128) (local $b v128) (local $weight v128) (local $lo v128) (local $hi v128)
    (local.set $half (i32x4.splat (i32.shl (i32.const 1) (i32.sub (local.get $precision) (i32.const 1)))))
    (local.set $span (i32.shl (local.get $pairs) (i32.const 2)))
    (local.set $last (i32.add (local.get $to) (i32.mul (local.get $height) (local.get $width))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $to) (local.get $last)))
        (local.set $first (i32.add (local.get $from) (i32.mul (i32.load (local.get $starts)) (local.get $stride))))
        (local.set $out (local.get $to))
        (local.set $end (i32.add (local.get $to) (local.get $width)))
        (local.set $wEnd (i32.add (local.get $weights) (local.get $span)))
        (loop $eight
          (local.set $f (local.get $first))
          (local.set $w (local.get $weights))
          (local.set $lo (local.get $half))
          (local.set $hi (local.get $half))
          (loop $pair
            (local.set $a (v128.load8x8_u (local.get $f)))
            (local.set $b (v128.load8x8_u (i32.add (local.get $f) (local.get $stride))))
            (local.set $weight (v128.load32_splat (local.get $w)))
            (local.set $lo (i32x4.add (local.get $lo) (i32x4.dot_i16x8_s (local.get $weight)
              (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $a) (local.get $b)))))
            (local.set $hi (i32x4.add (local.get $hi) (i32x4.dot_i16x8_s (local.get $weight)
              (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $a) (local.get $b)))))
            (local.set $f (i32.add (local.get $f) (i32.shl (local.get $stride) (i32.const 1))))
            (local.set $w (i32.add (local.get $w) (i32.const 4)))
            (br_if $pair (i32.lt_u (local.get $w) (local.get $wEnd))))
          (local.set $lo (i16x8.narrow_i32x4_s
            (i32x4.shr_s (local.get $lo) (local.get $precision))
            (i32x4.shr_s (local.get $hi) (local.get $precision))))
          (v128.store64_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $lo) (local.get $lo)))
          (local.set $first (i32.add (local.get $first) (i32.const 8)))
          (local.set $out (i32.add (local.get $out) (i32.const 8)))
          (br_if $eight (i32.lt_u (local.get $out) (local.get $end))))
        (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
        (local.set $weights (local.get $wEnd))
        (local.set $to (local.get $end))
        (br $row))))
)
