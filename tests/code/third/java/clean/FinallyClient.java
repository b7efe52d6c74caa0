public class FinallyClient {

	private static final int TIMEOUT = 4000;

	public static List<String> query(String host, int port, String what) throws IOException {
		Socket socket = null;
		BufferedReader reader = null;
		try {
			socket = new Socket();
			socket.connect(new InetSocketAddress(host, port), TIMEOUT);
			socket.setSoTimeout(TIMEOUT);
			socket.getOutputStream().write((what + "\r\n").getBytes("ISO-8859-1"));
			reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), "ISO-8859-1"));
			List<String> lines = new ArrayList<String>();
			String line;
			while ((line = reader.readLine()) != null) {
				if (line.equals(".")) {
					return lines;
				}
				if (line.startsWith("-ERR")) {
					throw new IOException(line);
				}
				lines.add(line);
			}
			return null;
		} finally {
			close(reader);
			close(socket);
		}
	}

	private static void close(Closeable c) {
		if (c == null) {
			return;
		}
		try {
			c.close();
		} catch (IOException e) {
			Log.debug("close", e);
		}
	}
}
