use super::marks::{Mark, marks};
use super::*;

/// Noise that does not compress, the same each time.
fn noise(width: usize, height: usize, grey: bool) -> Pixels {
    let mut state = 1u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let rgb = (0..width * height).flat_map(|_| match grey {
        true => [byte(); 3],
        false => [byte(), byte(), byte()],
    });
    Pixels {
        width,
        height,
        rgb: rgb.collect(),
    }
}

fn area(x0: f32, y0: f32, x1: f32, y1: f32) -> Area {
    Area { x0, y0, x1, y1 }
}

#[test]
fn even_noise_fits() {
    // As many pixels for a byte as there are at most, in a fiftieth of the size.
    let (width, most_bytes) = (240, MOST_BYTES / 50);
    for grey in [true, false] {
        let most = noise(width, MOST_PIXELS as usize / 50 / width, grey);
        let areas = [area(9.0, 9.0, 99.0, 99.0)];
        let picture = fitting(&most, Some(&areas), most_bytes).unwrap();
        assert!(picture.png.len() <= most_bytes, "{}", picture.png.len());
        assert_eq!((picture.width, picture.outlined), (180, true));
    }
}

#[test]
fn a_small_picture_stays_as_it_is() {
    let small = noise(40, 30, false);
    let picture = picture(&small, None).unwrap();
    assert_eq!(
        (picture.width, picture.height, picture.outlined),
        (40, 30, false)
    );
}

#[test]
fn areas_that_touch_have_one_outline() {
    let white = Pixels {
        width: 60,
        height: 60,
        rgb: vec![255; 3 * 60 * 60],
    };
    let marks = marks(
        &white,
        &[area(10.0, 10.0, 40.0, 20.0), area(10.0, 20.0, 30.0, 30.0)],
    );
    let at = |x: usize, y: usize| marks[60 * y + x];
    assert!(at(20, 15) == Mark::Tinted && at(20, 20) == Mark::Tinted && at(20, 25) == Mark::Tinted);
    assert!(at(20, 5) == Mark::Pen && at(5, 25) == Mark::Pen && at(36, 25) == Mark::Pen);
    assert!(at(50, 15) == Mark::None && at(50, 50) == Mark::None);
}

#[test]
fn an_area_outside_of_the_page_marks_nothing() {
    let white = Pixels {
        width: 4,
        height: 4,
        rgb: vec![255; 48],
    };
    let nowhere = [
        area(-90.0, -90.0, -50.0, -50.0),
        area(900.0, 900.0, 990.0, 990.0),
        area(f32::NAN, 0.0, f32::INFINITY, f32::NAN),
        area(3.0, 3.0, 1.0, 1.0),
    ];
    let _ = marks(&white, &nowhere);
}

#[test]
fn a_smaller_picture_has_the_mean_of_its_pixels() {
    let pixels = Pixels {
        width: 4,
        height: 1,
        rgb: [[0; 3], [100; 3], [200; 3], [40; 3]].concat(),
    };
    let half = pixels.scaled(0.5);
    assert_eq!((half.width, half.height), (2, 1));
    assert_eq!(half.rgb, [50, 50, 50, 120, 120, 120]);
}
