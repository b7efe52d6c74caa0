import java.io.InputStream;
import java.net.URI;
import java.net.http.*;

class HttpStreamBody {
    private final HttpClient c;
    HttpStreamBody(HttpClient c) { this.c = c; }
    byte[] head(String url) throws Exception {
        HttpResponse<InputStream> r = c.send(HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        InputStream in = r.body();
        byte[] first = in.readNBytes(64);
        return first; // expect: close-wait-leak
    }
}
