// Reads codes from pictures of the camera with zxing-wasm, for browsers without a BarcodeDetector of their own.
const FORMATS = ["QRCode", "EAN13", "EAN8", "UPCA", "Code128", "Code39"];
const WIDEST = 1280;

export async function pictureReader({ reader, readerWasm }) {
  const { prepareZXingModule, readBarcodes } = await import(new URL(reader, location.href));
  await prepareZXingModule({ overrides: { locateFile: () => readerWasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  return {
    async detect(video) {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!canvas.width) return [];
      drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = drawn.getImageData(0, 0, canvas.width, canvas.height);
      const found = await readBarcodes(picture, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
      return found.filter((one) => one.isValid).map((one) => ({ rawValue: one.text }));
    },
  };
}
