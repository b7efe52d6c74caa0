import com.fasterxml.jackson.databind.ObjectMapper;
import okhttp3.*;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

public final class PriceClient {

    private final OkHttpClient http = new OkHttpClient.Builder()
            .connectTimeout(2, TimeUnit.SECONDS)
            .readTimeout(5, TimeUnit.SECONDS)
            .connectionPool(new ConnectionPool(10, 1, TimeUnit.MINUTES))
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpUrl base;

    public PriceClient(String base) {
        this.base = HttpUrl.get(base);
    }

    public Optional<BigDecimal> price(String sku) throws IOException {
        Request request = new Request.Builder()
                .url(base.newBuilder().addPathSegment("price").addPathSegment(sku).build())
                .header("Accept", "application/json")
                .build();
        Response response = http.newCall(request).execute();
        if (response.code() == 404) {
            return Optional.empty();
        }
        try (ResponseBody body = response.body()) {
            return Optional.of(mapper.readTree(body.byteStream()).get("price").decimalValue());
        }
    }
}
