import { createServer, Socket } from 'node:net';

interface Device {
  imei?: string;
  socket: Socket;
  buf: Buffer;
}

const devices = new Map<string, Device>();

export function startGate(port: number, onFix: (imei: string, lat: number, lon: number) => void) {
  const server = createServer({ allowHalfOpen: true, keepAlive: true }, (socket) => {
    const dev: Device = { socket, buf: Buffer.alloc(0) };

    socket.on('data', (chunk) => {
      dev.buf = Buffer.concat([dev.buf, chunk]);
      while (dev.buf.length >= 17) {
        const frame = dev.buf.subarray(0, 17);
        dev.buf = dev.buf.subarray(17);
        const imei = frame.toString('ascii', 0, 8);
        dev.imei = imei;
        devices.set(imei, dev);
        onFix(imei, frame.readFloatBE(8), frame.readFloatBE(12));
      }
    });

    socket.on('end', () => {
      if (dev.imei) {
        devices.delete(dev.imei);
        return;
      }
      socket.end();
    });

    socket.on('error', () => socket.destroy());
  });
  return server.listen(port, '::', 511);
}
