import org.apache.http.client.methods.*;
import org.apache.http.impl.client.*;
import org.apache.http.util.EntityUtils;

class ApacheResponse {
    private final CloseableHttpClient http = HttpClients.createDefault();
    String get(String u) throws Exception {
        CloseableHttpResponse r = http.execute(new HttpGet(u));
        if (r.getStatusLine().getStatusCode() != 200) {
            throw new IllegalStateException("status"); // expect: close-wait-leak
        }
        String s = EntityUtils.toString(r.getEntity());
        r.close();
        return s;
    }
}
