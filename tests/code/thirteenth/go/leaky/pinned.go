package pinned

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// ErrPin: the payment terminal shows a certificate we don't know.
var ErrPin = errors.New("pinned: certificate mismatch")

// Dial connects to a card terminal. Terminals use self-signed certificates,
// hence the pin instead of a chain.
func Dial(addr string, pin [32]byte) (*tls.Conn, error) {
	d := &net.Dialer{Timeout: 4 * time.Second, KeepAlive: 30 * time.Second}
	cfg := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}
	conn, err := tls.DialWithDialer(d, "tcp", addr, cfg)
	if err != nil {
		return nil, err
	}
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		conn.Close()
		return nil, ErrPin
	}
	sum := sha256.Sum256(certs[0].RawSubjectPublicKeyInfo)
	if !bytes.Equal(sum[:], pin[:]) {
		return nil, ErrPin
	}
	return conn, nil
}

// Ask sends one command and reads one reply frame of at most 1 kB.
func Ask(conn *tls.Conn, cmd []byte) ([]byte, error) {
	if err := conn.SetDeadline(time.Now().Add(45 * time.Second)); err != nil {
		return nil, err
	}
	if _, err := conn.Write(cmd); err != nil {
		return nil, err
	}
	b := make([]byte, 1024)
	n, err := conn.Read(b)
	if err != nil {
		return nil, err
	}
	return b[:n], nil
}
