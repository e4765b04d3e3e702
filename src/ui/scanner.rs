//! Barcodes by the camera, where the browser can read them (`BarcodeDetector`).

/// Whether this browser can.
pub fn can_scan() -> bool {
    #[cfg(feature = "hydrate")]
    {
        js_sys::Reflect::has(&js_sys::global(), &"BarcodeDetector".into()).unwrap_or(false)
    }
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Shows the camera in the `<video>` of this id and answers with the first code it sees; `None` when the camera can't be had,
/// or after `stop`.
pub async fn scan(video_id: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    {
        let found = camera::scan(video_id).await;
        stop(video_id);
        found
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = video_id;
        None
    }
}

/// Lets the camera go.
pub fn stop(video_id: &str) {
    #[cfg(feature = "hydrate")]
    let _ = camera::stop(video_id);
    #[cfg(not(feature = "hydrate"))]
    let _ = video_id;
}

#[cfg(feature = "hydrate")]
mod camera {
    use js_sys::{Array, Function, Object, Promise, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast, JsValue};

    fn get(of: &JsValue, name: &str) -> Option<JsValue> {
        Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
    }

    fn call(of: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
        get(of, name)?.dyn_into::<Function>().ok()?.call1(of, argument).ok()
    }

    async fn wait(promise: JsValue) -> Option<JsValue> {
        wasm_bindgen_futures::JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
    }

    async fn rest(milliseconds: i32) {
        let promise = Promise::new(&mut |done, _| {
            let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
        });
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    }

    pub async fn scan(video_id: &str) -> Option<String> {
        let video: JsValue = document().get_element_by_id(video_id)?.into();
        let devices = get(&window().navigator().into(), "mediaDevices")?;
        let (wanted, facing) = (Object::new(), Object::new());
        Reflect::set(&facing, &"facingMode".into(), &"environment".into()).ok()?;
        Reflect::set(&wanted, &"video".into(), &facing).ok()?;
        let stream = wait(call(&devices, "getUserMedia", &wanted)?).await?;
        Reflect::set(&video, &"srcObject".into(), &stream).ok()?;
        let _ = wait(call(&video, "play", &JsValue::UNDEFINED)?).await;
        let maker: Function = get(&js_sys::global(), "BarcodeDetector")?.dyn_into().ok()?;
        let detector = Reflect::construct(&maker, &Array::new()).ok()?;
        // Ends when the camera was let go, or nothing was seen for two minutes.
        for _ in 0..800 {
            get(&video, "srcObject")?;
            if let Some(seen) = call(&detector, "detect", &video)
                && let Some(codes) = wait(seen).await
                && let Some(code) = get(&Array::from(&codes).get(0), "rawValue")
            {
                return code.as_string();
            }
            rest(150).await;
        }
        None
    }

    pub fn stop(video_id: &str) -> Option<()> {
        let video: JsValue = document().get_element_by_id(video_id)?.into();
        let stream = get(&video, "srcObject")?;
        for track in Array::from(&call(&stream, "getTracks", &JsValue::UNDEFINED)?).iter() {
            let _ = call(&track, "stop", &JsValue::UNDEFINED);
        }
        Reflect::set(&video, &"srcObject".into(), &JsValue::NULL).ok()?;
        Some(())
    }
}
