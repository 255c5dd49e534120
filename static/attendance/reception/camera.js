// The camera: looks for a QR code about seven times a second, and reads the same code again only after a pause.
import { part } from "./board.js";

const EVERY_MS = 140, SAME_MS = 4000;
const vendor = (name) => new URL(`../../vendor/${name}`, import.meta.url).href;
let reader = null;

export function watch(read) {
  const button = part("camera"), says = part("camera-says"), eye = part("eye");
  let stop = null;
  button.addEventListener("click", async () => {
    says.hidden = true;
    if (stop) stop = stop();
    else stop = await look(eye, read).catch((trouble) => {
      says.textContent = trouble.message;
      says.hidden = false;
    });
    eye.hidden = !stop;
    button.textContent = stop ? "关掉摄像头" : "打开摄像头扫码";
  });
}

// Starts looking; `read` gets each text. Gives a way to stop. Fails with a sentence for the helper.
async function look(video, read) {
  if (!navigator.mediaDevices) throw new Error("摄像头要在 https 开头的网址上才能用。请用扫码枪，或在名单上找。");
  const zxing = await ready();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => {
    throw new Error("没能打开摄像头：可能没有允许，或别的程序正用着。请允许后再点，也可以用扫码枪或在名单上找。");
  });
  video.srcObject = stream;
  await video.play();
  const timer = setInterval(watcher(zxing, video, read), EVERY_MS);
  return () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}

function ready() {
  reader = reader || load(vendor("zxing_reader.js")).then(() => {
    const locateFile = () => vendor("zxing_reader.wasm"); // left alone it would ask a public server
    return window.ZXingWASM.prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  }).then(() => window.ZXingWASM).catch(() => {
    reader = null;
    throw new Error("读码程序没有装上，摄像头暂时不能用。请用扫码枪，或在名单上找。");
  });
  return reader;
}

function load(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

function watcher(zxing, video, read) {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
  let busy = false, last = "", at = 0;
  return async () => {
    if (busy || !video.videoWidth) return;
    busy = true;
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = await zxing.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 }).catch(() => []);
    busy = false;
    const text = found.length ? found[0].text : "";
    if (!text || (text === last && Date.now() - at < SAME_MS)) return;
    [last, at] = [text, Date.now()];
    read(text);
  };
}
