package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"
)

// IMAPStatus is what the status page shows for one mailbox server.
type IMAPStatus struct {
	Host     string
	Greeting string
	NotAfter time.Time
}

var dialer = net.Dialer{Timeout: 4 * time.Second, KeepAlive: 30 * time.Second}

// Check talks to an IMAPS server. The status page calls it for ~400 hosts every minute.
func Check(ctx context.Context, host string) (*IMAPStatus, error) {
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, "993"))
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", host, err)
	}
	if err := raw.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		raw.Close()
		return nil, err
	}
	conn := tls.Client(raw, &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12})
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("tls %s: %w", host, err)
	}
	defer conn.Close()

	st := &IMAPStatus{Host: host}
	if certs := conn.ConnectionState().PeerCertificates; len(certs) > 0 {
		st.NotAfter = certs[0].NotAfter
	}
	br := bufio.NewReader(conn)
	line, err := br.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("greeting %s: %w", host, err)
	}
	if !strings.HasPrefix(line, "* OK") {
		return nil, fmt.Errorf("%s not ready: %q", host, line)
	}
	st.Greeting = strings.TrimSpace(line[4:])
	if _, err := fmt.Fprintf(conn, "a1 LOGOUT\r\n"); err != nil {
		return st, nil
	}
	for {
		line, err = br.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "a1 ") {
			return st, nil
		}
	}
}
