package shipper

import (
	"bufio"
	"context"
	"crypto/tls"
	"log"
	"net"
	"time"
)

// ServeOne handles one log shipper on a raw connection. Lines are acknowledged in
// groups of 100 and whenever the input buffer runs dry.
func ServeOne(ctx context.Context, raw net.Conn, cfg *tls.Config, emit func(string)) {
	defer raw.Close()

	tc := tls.Server(raw, cfg)
	hctx, cancel := context.WithTimeout(ctx, 6*time.Second)
	err := tc.HandshakeContext(hctx)
	cancel()
	if err != nil {
		log.Printf("shipper %s: %v", raw.RemoteAddr(), err)
		return
	}
	defer tc.Close()

	r := bufio.NewReader(tc)
	pending := 0
	for {
		tc.SetDeadline(time.Now().Add(10 * time.Minute))
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		emit(line)
		pending++
		if pending == 100 || r.Buffered() == 0 {
			if _, err := tc.Write([]byte{byte(pending)}); err != nil {
				log.Printf("shipper %s: ack: %v", raw.RemoteAddr(), err)
				return
			}
			pending = 0
		}
	}
}
