package tickets.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

@RestController
public class VenueController {

    private final WebClient seating;

    public VenueController() {
        ConnectionProvider cp = ConnectionProvider.builder("seating")
                .maxConnections(100)
                .pendingAcquireTimeout(Duration.ofSeconds(2))
                .maxIdleTime(Duration.ofSeconds(30))
                .build();
        HttpClient http = HttpClient.create(cp).responseTimeout(Duration.ofSeconds(5));
        this.seating = WebClient.builder()
                .baseUrl("http://seating.internal:8080")
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
    }

    @GetMapping("/venues/{id}/free")
    public Mono<List<String>> free(@PathVariable String id) {
        return seating.get()
                .uri("/plans/{id}/free", id)
                .exchangeToMono(r -> {
                    if (r.statusCode().is2xxSuccessful()) {
                        return r.bodyToFlux(String.class).collectList();
                    }
                    if (r.statusCode().value() == 404) {
                        return r.releaseBody().thenReturn(List.<String>of());
                    }
                    return r.createException().flatMap(Mono::error);
                });
    }

    @GetMapping("/venues/{id}/map")
    public Mono<URI> map(@PathVariable String id) {
        return seating.head()
                .uri("/maps/{id}", id)
                .retrieve()
                .onStatus(HttpStatusCode::isError, r -> Mono.error(new IllegalStateException("no map of " + id)))
                .toBodilessEntity()
                .map(e -> URI.create("/static/maps/" + id + ".svg"));
    }
}
