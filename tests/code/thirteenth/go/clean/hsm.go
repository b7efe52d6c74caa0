package hsm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Session with a network HSM: mutual TLS, length-prefixed commands, strictly one at a time.
type Session struct {
	c *tls.Conn
}

func Open(ctx context.Context, addr, serial string, cert tls.Certificate, roots *x509.CertPool) (*Session, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()

	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("hsm: %w", err)
	}
	host, _, _ := net.SplitHostPort(addr)
	c := tls.Client(raw, &tls.Config{
		ServerName:   host,
		Certificates: []tls.Certificate{cert},
		RootCAs:      roots,
	})
	if err := c.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("hsm: handshake: %w", err)
	}
	if got := c.ConnectionState().PeerCertificates[0].Subject.SerialNumber; got != serial {
		c.Close()
		return nil, fmt.Errorf("hsm: partition %s, want %s", got, serial)
	}
	return &Session{c: c}, nil
}

// Do sends cmd and waits for the answer. After an error only Close may be called.
func (s *Session) Do(cmd []byte) ([]byte, error) {
	if err := s.c.SetDeadline(time.Now().Add(3 * time.Second)); err != nil {
		return nil, err
	}
	msg := make([]byte, 2, 2+len(cmd))
	binary.BigEndian.PutUint16(msg, uint16(len(cmd)))
	if _, err := s.c.Write(append(msg, cmd...)); err != nil {
		return nil, err
	}
	var n [2]byte
	if _, err := io.ReadFull(s.c, n[:]); err != nil {
		return nil, err
	}
	ans := make([]byte, binary.BigEndian.Uint16(n[:]))
	if _, err := io.ReadFull(s.c, ans); err != nil {
		return nil, err
	}
	if len(ans) == 0 {
		return nil, errors.New("hsm: empty answer")
	}
	return ans, nil
}

func (s *Session) Close() error { return s.c.Close() }
