package ldapx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"
)

// Options for one directory server. CAFile may be empty for the system pool.
type Options struct {
	Addr       string
	ServerName string
	CAFile     string
	Pinned     [][]byte
	Timeout    time.Duration
}

func (o *Options) pool() (*x509.CertPool, error) {
	if o.CAFile == "" {
		return x509.SystemCertPool()
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return nil, err
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificates in %s", o.CAFile)
	}
	return p, nil
}

func (o *Options) pinnedOK(st tls.ConnectionState) bool {
	if len(o.Pinned) == 0 {
		return true
	}
	leaf := st.PeerCertificates[0].RawSubjectPublicKeyInfo
	for _, p := range o.Pinned {
		if string(p) == string(leaf) {
			return true
		}
	}
	return false
}

// Connect gives an LDAPS connection; the caller owns it.
func Connect(ctx context.Context, o Options) (*tls.Conn, error) {
	if o.Timeout == 0 {
		o.Timeout = 8 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()

	roots, err := o.pool()
	if err != nil {
		return nil, fmt.Errorf("ldapx: roots: %w", err)
	}

	dialer := &net.Dialer{KeepAlive: 45 * time.Second}
	raw, err := dialer.DialContext(ctx, "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("ldapx: %w", err)
	}

	tc := tls.Client(raw, &tls.Config{
		ServerName: o.ServerName,
		RootCAs:    roots,
		MinVersion: tls.VersionTLS12,
	})
	if err := tc.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("ldapx: handshake with %s: %w", o.Addr, err)
	}
	if !o.pinnedOK(tc.ConnectionState()) {
		tc.Close()
		return nil, fmt.Errorf("ldapx: %s: key is not pinned", o.Addr)
	}
	return tc, nil
}
