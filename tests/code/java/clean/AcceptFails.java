import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

class AcceptFails {
	private final AsynchronousServerSocketChannel door;

	AcceptFails(AsynchronousServerSocketChannel door) {
		this.door = door;
	}

	void open() {
		door.accept(0, new CompletionHandler<>() {
			public void completed(AsynchronousSocketChannel one, Integer n) {
				door.accept(n + 1, this);
				new Guest(one).read();
			}

			public void failed(Throwable why, Integer n) {
				System.err.println("guest " + n + ": " + why);
				door.accept(n, this);
			}
		});
	}

	private static final class Guest implements CompletionHandler<Integer, Void> {
		private final AsynchronousSocketChannel ch;
		private final ByteBuffer room = ByteBuffer.allocate(256);

		Guest(AsynchronousSocketChannel ch) {
			this.ch = ch;
		}

		void read() {
			ch.read(room, null, this);
		}

		public void completed(Integer n, Void v) {
			if (n < 0) {
				end();
				return;
			}
			room.clear();
			read();
		}

		public void failed(Throwable why, Void v) {
			end();
		}

		private void end() {
			try {
				ch.close();
			} catch (java.io.IOException e) {
				System.err.println(e);
			}
		}
	}
}
