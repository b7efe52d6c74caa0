import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;

class KeyCancelled {
	private final Map<SelectionKey, String> names;

	KeyCancelled(Map<SelectionKey, String> names) {
		this.names = names;
	}

	void turn(Selector sel, ByteBuffer room) throws IOException {
		sel.select();
		for (SelectionKey k : sel.selectedKeys()) {
			room.clear();
			try {
				if (((SocketChannel) k.channel()).read(room) < 0) {
					names.remove(k);
					k.cancel(); // expect: close-wait-leak
					continue;
				}
			} catch (IOException e) {
				k.channel().close();
			}
		}
		sel.selectedKeys().clear();
	}
}
