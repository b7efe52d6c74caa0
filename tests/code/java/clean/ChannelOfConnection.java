import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;

class ChannelOfConnection {
	static byte[] next(ConnectionFactory f, String queue) throws Exception {
		try (Connection link = f.newConnection()) {
			Channel lane = link.createChannel();
			GetResponse r = lane.basicGet(queue, true);
			if (r == null)
				return null;
			byte[] body = r.getBody();
			lane.close();
			return body;
		}
	}
}
