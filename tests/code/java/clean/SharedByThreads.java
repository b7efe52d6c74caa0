import java.io.IOException;
import java.net.Socket;

class SharedByThreads {
	static void relay(Socket a, int port) throws IOException, InterruptedException {
		try (a; Socket b = new Socket("inner.example", port)) {
			Thread there = new Thread(() -> pass(a, b));
			there.start();
			pass(b, a);
			there.join();
		}
	}

	private static void pass(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		} catch (IOException e) {
			try {
				from.close();
				to.close();
			} catch (IOException again) {
				System.err.println(again);
			}
		}
	}
}
