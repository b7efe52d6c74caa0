import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.util.EntityUtils;

@Service
public class PriceClient {

    private final CloseableHttpClient http;
    private final ObjectMapper mapper;
    private final String base;

    public PriceClient(CloseableHttpClient http, ObjectMapper mapper, @Value("${price.url}") String base) {
        this.http = http;
        this.mapper = mapper;
        this.base = base;
    }

    public Optional<Price> find(String sku) throws IOException {
        HttpGet get = new HttpGet(base + "/prices/" + sku);
        CloseableHttpResponse response = http.execute(get);
        int status = response.getStatusLine().getStatusCode();
        if (status == 404) {
            return Optional.empty();
        }
        if (status != 200) {
            response.close();
            throw new IOException("price service: " + status);
        }
        try {
            return Optional.of(mapper.readValue(EntityUtils.toByteArray(response.getEntity()), Price.class));
        } finally {
            response.close();
        }
    }
}
