/* runs on JDK 6 in the plant */
public class HttpPing6 extends TimerTask {

    private static final Logger log = Logger.getLogger("ping");
    private final URL url;
    private int failures;

    public HttpPing6(URL url) {
        this.url = url;
    }

    public void run() {
        HttpURLConnection c = null;
        try {
            c = (HttpURLConnection) url.openConnection();
            c.setConnectTimeout(4000);
            c.setReadTimeout(4000);
            c.setRequestMethod("GET");
            InputStream in = c.getInputStream();
            int b = in.read();
            if (b != 'O') {
                failures++;
                log.warning(url + " answered " + b);
                return;
            }
            while (in.read() != -1)
                ;
            in.close();
            failures = 0;
        } catch (IOException e) {
            failures++;
            log.log(Level.WARNING, url.toString(), e);
            if (c != null)
                c.disconnect();
        }
    }
}
