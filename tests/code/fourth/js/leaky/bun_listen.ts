type State = { buf: string; closed: boolean };

export const server = Bun.listen<State>({
  hostname: '0.0.0.0',
  port: 7400,
  allowHalfOpen: true,
  socket: {
    open(socket) {
      socket.data = { buf: '', closed: false };
      socket.timeout(120);
    },
    data(socket, chunk) {
      socket.data.buf += chunk.toString();
      let i: number;
      while ((i = socket.data.buf.indexOf('\n')) >= 0) {
        const line = socket.data.buf.slice(0, i);
        socket.data.buf = socket.data.buf.slice(i + 1);
        socket.write(`${line.length}\n`);
      }
    },
    end(socket) {
      socket.data.closed = true;
      stats.halfClosed++;
    },
    timeout(socket) {
      socket.timeout(120);
    },
    error(socket, err) {
      console.error(err);
      socket.end();
    },
  },
});

const stats = { halfClosed: 0 };
