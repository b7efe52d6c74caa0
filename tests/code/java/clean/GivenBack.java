import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;

class GivenBack {
	private record Spare(Socket socket, long since) { }

	private final ArrayDeque<Spare> spares = new ArrayDeque<>();
	private boolean over;

	int ask(InetSocketAddress to) throws IOException {
		Socket s = new Socket();
		boolean fine = false;
		try {
			s.connect(to, 1500);
			s.setSoTimeout(2500);
			s.getOutputStream().write(7);
			int answer = s.getInputStream().read();
			fine = answer >= 0;
			return answer;
		} finally {
			if (fine)
				give(s);
			else
				s.close();
		}
	}

	private void give(Socket s) throws IOException {
		synchronized (spares) {
			if (!over) {
				spares.addLast(new Spare(s, System.nanoTime()));
				return;
			}
		}
		s.close();
	}

	void end() throws IOException {
		synchronized (spares) {
			over = true;
			for (Spare one : spares)
				one.socket.close();
			spares.clear();
		}
	}
}
