import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

class EldestDropped extends LinkedHashMap<String, Socket> {
	private final int most;

	EldestDropped(int most) {
		super(64, 0.75f, true);
		this.most = most;
	}

	Socket to(String host) throws IOException {
		Socket s = get(host);
		if (s == null) {
			s = new Socket(host, 6500);
			put(host, s);
		}
		return s;
	}

	@Override
	protected boolean removeEldestEntry(Map.Entry<String, Socket> eldest) {
		return size() > most; // expect: close-wait-leak
	}
}
