package sea.ferry.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Receives one manifest (the terminal closes its side when all is sent) and confirms it. */
class FerryManifestAio implements CompletionHandler<Integer, ByteBuffer> {
    private final AsynchronousSocketChannel ch;
    private final StringBuilder text = new StringBuilder();
    private final Consumer<String> sink;

    FerryManifestAio(AsynchronousSocketChannel ch, Consumer<String> sink) {
        this.ch = ch;
        this.sink = sink;
    }

    void begin() {
        next(ByteBuffer.allocate(16 * 1024));
    }

    private void next(ByteBuffer buf) {
        ch.read(buf, 60, TimeUnit.SECONDS, buf, this);
    }

    @Override
    public void completed(Integer n, ByteBuffer buf) {
        if (n < 0) {
            try {
                sink.accept(text.toString());
            } catch (RuntimeException e) {
                System.err.println("manifest refused: " + e.getMessage());
                end();
                return;
            }
            confirm(ByteBuffer.wrap("RECEIVED\n".getBytes()));
            return;
        }
        buf.flip();
        while (buf.hasRemaining()) {
            text.append((char) (buf.get() & 0xff)); // latin-1 by contract
        }
        buf.clear();
        next(buf);
    }

    @Override
    public void failed(Throwable t, ByteBuffer buf) {
        System.err.println("manifest aborted: " + t);
        end();
    }

    private void confirm(ByteBuffer ok) {
        ch.write(ok, 10, TimeUnit.SECONDS, ok, new CompletionHandler<Integer, ByteBuffer>() {
            @Override
            public void completed(Integer n, ByteBuffer b) {
                if (b.hasRemaining()) {
                    confirm(b);
                } else {
                    end();
                }
            }

            @Override
            public void failed(Throwable t, ByteBuffer b) {
                end();
            }
        });
    }

    private void end() {
        try {
            ch.close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
