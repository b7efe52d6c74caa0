import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.logging.Logger;

class EndCompletes {
	private static final Logger LOG = Logger.getLogger("end");

	static void next(AsynchronousSocketChannel ch, ByteBuffer room) {
		ch.read(room, null, new CompletionHandler<Integer, Void>() {
			public void completed(Integer n, Void v) {
				if (n == -1) {
					LOG.info("over");
					return; // expect: close-wait-leak
				}
				room.clear();
				next(ch, room);
			}

			public void failed(Throwable why, Void v) {
				end(ch);
			}
		});
	}

	private static void end(AsynchronousSocketChannel ch) {
		try {
			ch.close();
		} catch (IOException e) {
			LOG.info(e.toString());
		}
	}
}
