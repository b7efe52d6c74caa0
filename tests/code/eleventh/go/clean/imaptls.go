package imaptls

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"
)

// Mailbox is one IMAP session for the bounce collector.
type Mailbox struct {
	c   net.Conn
	r   *bufio.Reader
	tag int
}

func Open(ctx context.Context, host, user, token string) (mb *Mailbox, err error) {
	d := tls.Dialer{
		NetDialer: &net.Dialer{Timeout: 8 * time.Second, KeepAlive: 30 * time.Second},
		Config:    &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12},
	}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "993"))
	if err != nil {
		return nil, fmt.Errorf("imap %s: %w", host, err)
	}
	mb = &Mailbox{c: conn, r: bufio.NewReader(conn)}
	defer func() {
		if err != nil {
			conn.Close()
			mb = nil
		}
	}()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	greet, err := mb.r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(greet, "* OK") {
		return nil, fmt.Errorf("imap %s: %q", host, greet)
	}
	_, err = mb.do("LOGIN %q %q", user, token)
	return mb, err
}

func (m *Mailbox) do(format string, a ...any) ([]string, error) {
	m.tag++
	tag := fmt.Sprintf("b%03d", m.tag)
	m.c.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := m.c.Write([]byte(tag + " " + fmt.Sprintf(format, a...) + "\r\n")); err != nil {
		return nil, err
	}
	var out []string
	for {
		line, err := m.r.ReadString('\n')
		if err != nil {
			return out, err
		}
		line = strings.TrimRight(line, "\r\n")
		if rest := strings.TrimPrefix(line, tag+" "); rest != line {
			if !strings.HasPrefix(rest, "OK") {
				return out, fmt.Errorf("imap: %s", rest)
			}
			return out, nil
		}
		out = append(out, line)
	}
}

func (m *Mailbox) Unseen() ([]string, error) { return m.do("SEARCH UNSEEN") }

func (m *Mailbox) Close() error {
	_, err := m.do("LOGOUT")
	if cerr := m.c.Close(); err == nil {
		err = cerr
	}
	return err
}
