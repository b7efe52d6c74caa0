package geo.seis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;

/** One per digitiser. Echoes an acknowledgement of 8 bytes for each block of 512. */
final class SeismicAsync {

    private final AsynchronousSocketChannel ch;
    private final BlockStore store;
    private final ByteBuffer block = ByteBuffer.allocate(512);
    private final ByteBuffer ack = ByteBuffer.allocate(8);

    SeismicAsync(AsynchronousSocketChannel ch, BlockStore store) {
        this.ch = ch;
        this.store = store;
    }

    void begin() {
        ch.read(block, 90, TimeUnit.SECONDS, null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer n, Void v) {
                if (n < 0) {
                    finish(null);
                } else if (block.hasRemaining()) {
                    begin();
                } else {
                    block.flip();
                    ack.clear();
                    try {
                        ack.putLong(store.append(block)).flip();
                    } catch (RuntimeException e) {
                        finish(e);
                        return;
                    }
                    block.clear();
                    acknowledge();
                }
            }

            @Override
            public void failed(Throwable t, Void v) {
                finish(t);
            }
        });
    }

    private void acknowledge() {
        ch.write(ack, 15, TimeUnit.SECONDS, null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer n, Void v) {
                if (ack.hasRemaining()) acknowledge();
                else begin();
            }

            @Override
            public void failed(Throwable t, Void v) {
                finish(t);
            }
        });
    }

    private void finish(Throwable why) {
        if (why != null) System.err.println("digitiser: " + why);
        try {
            ch.close();
        } catch (IOException ignored) {
        }
    }

    interface BlockStore { long append(ByteBuffer block); }
}
