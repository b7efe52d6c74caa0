package at.rechnung.edi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.*;
import java.util.concurrent.TimeUnit;
import okhttp3.*;

/** Downloads invoices from the EDI provider. The client is injected and shared. */
public class InvoiceFetcher {
    private final OkHttpClient client;
    private final HttpUrl base;

    public InvoiceFetcher(OkHttpClient shared, HttpUrl base) {
        this.client = shared.newBuilder()
                .callTimeout(2, TimeUnit.MINUTES)
                .readTimeout(30, TimeUnit.SECONDS)
                .build();
        this.base = base;
    }

    public Path fetch(String number, Path dir) throws IOException {
        Path tmp = Files.createTempFile(dir, number, ".part");
        try (Response r = get("invoices/" + number); InputStream in = r.body().byteStream()) {
            Files.copy(in, tmp, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(tmp);
            throw e;
        }
        return Files.move(tmp, dir.resolve(number + ".xml"), StandardCopyOption.REPLACE_EXISTING);
    }

    public boolean exists(String number) throws IOException {
        Request rq = new Request.Builder().url(base.newBuilder().addPathSegments("invoices/" + number).build()).head().build();
        try (Response r = client.newCall(rq).execute()) {
            return r.isSuccessful();
        }
    }

    /** @return a successful response; the caller closes its body */
    private Response get(String path) throws IOException {
        HttpUrl url = base.newBuilder().addPathSegments(path).build();
        IOException last = null;
        for (int attempt = 1; attempt <= 3; attempt++) {
            Response r;
            try {
                r = client.newCall(new Request.Builder().url(url).build()).execute();
            } catch (IOException e) {
                last = e;
                continue;
            }
            if (r.isSuccessful()) {
                return r;
            }
            last = new IOException(url + ": HTTP " + r.code());
            r.close();
            if (r.code() < 500) {
                break;
            }
        }
        throw last;
    }
}
