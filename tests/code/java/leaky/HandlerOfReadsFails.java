import java.nio.ByteBuffer;
import java.nio.channels.*;

class HandlerOfReadsFails {
    private final AsynchronousServerSocketChannel door;

    HandlerOfReadsFails(AsynchronousServerSocketChannel door) {
        this.door = door;
    }

    void next() {
        door.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            public void completed(AsynchronousSocketChannel ch, Void v) {
                next();
                read(ch, ByteBuffer.allocate(512));
            }

            public void failed(Throwable t, Void v) {
                next();
            }
        });
    }

    private void read(AsynchronousSocketChannel ch, ByteBuffer buf) {
        ch.read(buf, null, new CompletionHandler<Integer, Void>() {
            public void completed(Integer n, Void v) {
                if (n < 0) {
                    quietly(ch);
                    return;
                }
                buf.clear();
                read(ch, buf);
            }

            public void failed(Throwable t, Void v) { // expect: close-wait-leak
                System.err.println("read: " + t);
            }
        });
    }

    private static void quietly(AsynchronousSocketChannel ch) {
        try {
            ch.close();
        } catch (java.io.IOException e) {
            System.err.println(e);
        }
    }
}
