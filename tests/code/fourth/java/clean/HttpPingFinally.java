public class HttpPingFinally implements Runnable {

    private static final Logger log = Logger.getLogger("ping");
    private final URL url;
    private volatile boolean up;

    public HttpPingFinally(URL url) {
        this.url = url;
    }

    public void run() {
        HttpURLConnection c = null;
        try {
            c = (HttpURLConnection) url.openConnection();
            c.setConnectTimeout(4000);
            c.setReadTimeout(4000);
            int code = c.getResponseCode();
            if (code != 200) {
                up = false;
                drain(c.getErrorStream());
                return;
            }
            drain(c.getInputStream());
            up = true;
        } catch (IOException e) {
            up = false;
            log.log(Level.WARNING, url.toString(), e);
            if (c != null) c.disconnect();
        }
    }

    private static void drain(InputStream in) throws IOException {
        if (in == null) return;
        try {
            byte[] b = new byte[4096];
            while (in.read(b) != -1) {
            }
        } finally {
            in.close();
        }
    }
}
