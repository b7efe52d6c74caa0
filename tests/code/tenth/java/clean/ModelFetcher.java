package lab.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Fetches protein structures from the institute's store; one client for all. */
public final class ModelFetcher {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(6))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private static final ExecutorService DISK = Executors.newFixedThreadPool(4);
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor();

    private final URI store;
    private final Path cache;
    private final long maxBytes;

    public ModelFetcher(URI store, Path cache, long maxBytes) {
        this.store = store;
        this.cache = cache;
        this.maxBytes = maxBytes;
    }

    public CompletableFuture<Path> fetch(String id) {
        Path target = cache.resolve(id + ".cif");
        if (Files.exists(target)) {
            return CompletableFuture.completedFuture(target);
        }
        HttpRequest rq = HttpRequest.newBuilder(store.resolve(id + ".cif"))
                .timeout(Duration.ofSeconds(40))
                .build();
        return HTTP.sendAsync(rq, BodyHandlers.ofInputStream())
                .thenApplyAsync(rsp -> {
                    try {
                        return keep(id, rsp, target);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                }, DISK);
    }

    private Path keep(String id, HttpResponse<InputStream> rsp, Path target) throws IOException {
        InputStream in = rsp.body();
        // the request timeout ends with the headers, a stalled body is cut off here
        Future<?> guard = CLOCK.schedule(() -> cut(in), 5, TimeUnit.MINUTES);
        try (in) {
            if (rsp.statusCode() == 404) {
                return null;
            }
            if (rsp.statusCode() != 200) {
                throw new IOException(id + ": status " + rsp.statusCode());
            }
            OptionalLong len = rsp.headers().firstValueAsLong("Content-Length");
            if (len.isPresent() && len.getAsLong() > maxBytes) {
                throw new IOException(id + " has " + len.getAsLong() + " bytes");
            }
            Path tmp = Files.createTempFile(cache, id, ".part");
            try {
                Files.copy(in, tmp, StandardCopyOption.REPLACE_EXISTING);
                return Files.move(tmp, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(tmp);
            }
        } finally {
            guard.cancel(false);
        }
    }

    private static void cut(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            System.err.println("cut: " + e.getMessage());
        }
    }
}
