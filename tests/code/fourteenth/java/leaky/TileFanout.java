package maps.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Pushes re-rendered tiles to every open map view. All channels are non-blocking. */
public class TileFanout {
    private final Selector selector;
    private final List<SocketChannel> viewers = new ArrayList<>();

    public TileFanout(Selector selector) {
        this.selector = selector;
    }

    public void join(SocketChannel view) throws IOException {
        try {
            view.configureBlocking(false);
            view.register(selector, SelectionKey.OP_READ, this);
            viewers.add(view);
        } catch (IOException e) {
            view.close();
            throw e;
        }
    }

    public void leave(SocketChannel view) throws IOException {
        viewers.remove(view);
        view.close();
    }

    public void publish(int zoom, int x, int y, byte[] png) {
        ByteBuffer frame = ByteBuffer.allocate(16 + png.length);
        frame.putInt(zoom).putInt(x).putInt(y).putInt(png.length).put(png);
        frame.flip();
        for (SocketChannel v : new ArrayList<>(viewers)) {
            try {
                v.write(frame.duplicate());
            } catch (IOException e) {
                try {
                    leave(v);
                } catch (IOException again) {
                    System.err.println("view gone: " + again.getMessage());
                }
            }
        }
    }
}
