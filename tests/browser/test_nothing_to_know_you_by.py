"""No page looks at what a browser could be recognised by: every such interface tells when it is touched."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import Listener, Seeker

WATCHED = """
const tell = (name) => window.touched?.(name);
const method = (owner, name) => {
  const its = owner?.prototype?.[name];
  if (its) owner.prototype[name] = function (...given) {
    tell(`${owner.name}.${name}`); return its.apply(this, given); };
};
const getter = (owner, name) => {
  const its = owner && Object.getOwnPropertyDescriptor(owner.prototype, name);
  if (its?.get) Object.defineProperty(owner.prototype, name, { ...its,
    get() { tell(`${owner.name}.${name}`); return its.get.call(this); } });
};
const made = (name) => {
  const its = window[name];
  if (its) window[name] = new Proxy(its, { construct(...given) { tell(name); return Reflect.construct(...given); } });
};
for (const name of ["getContext", "toDataURL", "toBlob", "transferControlToOffscreen"]) method(HTMLCanvasElement, name);
for (const name of ["getImageData", "measureText", "isPointInPath"]) method(window.CanvasRenderingContext2D, name);
for (const owner of [window.WebGLRenderingContext, window.WebGL2RenderingContext])
  for (const name of ["getParameter", "getExtension", "readPixels"]) method(owner, name);
for (const name of ["deviceMemory", "hardwareConcurrency", "plugins", "mimeTypes", "platform", "userAgentData",
  "geolocation", "mediaDevices", "connection", "maxTouchPoints", "bluetooth", "usb", "doNotTrack", "keyboard", "gpu"])
  getter(window.Navigator, name);
for (const name of ["getBattery", "getGamepads", "requestMIDIAccess"]) method(window.Navigator, name);
for (const name of ["check", "load", "forEach"]) method(window.FontFaceSet, name);
for (const name of ["colorDepth", "pixelDepth", "availWidth", "availHeight"]) getter(window.Screen, name);
for (const name of ["OffscreenCanvas", "AudioContext", "OfflineAudioContext", "RTCPeerConnection",
  "Accelerometer", "Gyroscope", "AmbientLightSensor"]) made(name);
"""


def watched(context: BrowserContext) -> list[str]:
    """What is touched from here on, in every page of this browser."""
    touched: list[str] = []

    def touch(name: str) -> None:
        touched.append(name)

    context.expose_function("touched", touch)
    context.add_init_script(WATCHED)
    return touched


@pytest.mark.proves("C13")
def test_no_page_on_the_way_asks_what_kind_of_machine_this_is(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    someone, sam = seeker(), listener()
    touched = watched(someone.context), watched(sam.context)
    someone.page.goto("/lines")
    sam.page.reload()
    sam.is_ready()
    someone.joins("Hello", country="ES")
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    someone.says("I would rather be nobody tonight.")
    sam.reads("I would rather be nobody tonight.")
    someone.ends()
    expect(someone.page.get_by_text("Gone from our side now")).to_be_visible()
    assert touched == ([], [])
    asked = (
        "[document.createElement('canvas').toDataURL(), navigator.deviceMemory, new OfflineAudioContext(1, 1, 8000)]"
    )
    someone.page.evaluate(asked)
    someone.page.wait_for_function("() => true")
    assert set(touched[0]) == {"HTMLCanvasElement.toDataURL", "Navigator.deviceMemory", "OfflineAudioContext"}
