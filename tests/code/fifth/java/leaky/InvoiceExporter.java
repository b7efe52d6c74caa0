package erp.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Logger;

/** Daemon that sends finished invoices to the tax office's gateway. About 40 a second at month's end. */
public class InvoiceExporter implements Runnable {
    private static final Logger LOG = Logger.getLogger("export");

    public record Invoice(String number, String xml) { }

    private final BlockingQueue<Invoice> finished;
    private final URI gateway;

    public InvoiceExporter(BlockingQueue<Invoice> finished, URI gateway) {
        this.finished = finished;
        this.gateway = gateway;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Invoice inv = finished.take();
                for (int attempt = 1; attempt <= 3; attempt++) {
                    try {
                        submit(inv);
                        break;
                    } catch (IOException e) {
                        LOG.warning(inv.number() + " attempt " + attempt + ": " + e);
                        Thread.sleep(1000L * attempt);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.info("exporter ends");
        }
    }

    private void submit(Invoice inv) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest req = HttpRequest.newBuilder(gateway.resolve("/invoice/" + inv.number()))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/xml")
                .PUT(HttpRequest.BodyPublishers.ofString(inv.xml()))
                .build();
        HttpResponse<String> resp = client.send(req, HttpResponse.BodyHandlers.ofString());
        if (!List.of(200, 201, 409).contains(resp.statusCode())) {
            throw new IOException("gateway says " + resp.statusCode() + " " + resp.body());
        }
    }
}
