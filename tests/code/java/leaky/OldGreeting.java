import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;

class OldGreeting {
	private final ExecutorService pool;

	OldGreeting(ExecutorService pool) {
		this.pool = pool;
	}

	void run(ServerSocket door) throws IOException {
		for (;;) {
			Socket guest = door.accept();
			pool.execute(() -> talk(guest));
		}
	}

	private void talk(Socket guest) {
		try {
			DataInputStream in = new DataInputStream(guest.getInputStream());
			if (in.readInt() != 3)
				return; // expect: close-wait-leak
			while (true)
				System.out.println(in.readUTF());
		} catch (IOException e) {
			end(guest);
		}
	}

	private static void end(Socket s) {
		try {
			s.close();
		} catch (IOException e) {
			System.err.println(e);
		}
	}
}
