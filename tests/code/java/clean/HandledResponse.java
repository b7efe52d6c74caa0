import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Who handles the response has it: it is closed behind the handler. */
public class HandledResponse {
    private final CloseableHttpClient http;

    public HandledResponse(CloseableHttpClient http) {
        this.http = http;
    }

    public int size(String url) throws IOException {
        int size = http.execute(new HttpGet(url), response -> {
            byte[] all = EntityUtils.toByteArray(response.getEntity());
            return all == null ? 0 : all.length;
        });
        return size;
    }
}
