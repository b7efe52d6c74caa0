package tlsup

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"time"
)

func Dial(ctx context.Context, addr string, cfg *tls.Config) (*tls.Conn, error) {
	var d net.Dialer
	raw, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := tls.Client(raw, cfg)
	if err := c.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("tls %s: %w", addr, err)
	}
	return c, nil
}

func StartTLS(addr string, cfg *tls.Config) (_ net.Conn, err error) {
	c, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	r := bufio.NewReader(c)
	if _, err = r.ReadString('\n'); err != nil {
		return nil, err
	}
	if _, err = fmt.Fprint(c, "STARTTLS\r\n"); err != nil {
		return nil, err
	}
	if _, err = r.ReadString('\n'); err != nil {
		return nil, err
	}
	t := tls.Client(c, cfg)
	if err = t.Handshake(); err != nil {
		return nil, err
	}
	return t, nil
}

func Mail(addr, from, to string, body []byte) error {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return err
	}
	c, err := smtp.NewClient(conn, "mx")
	if err != nil {
		conn.Close()
		return err
	}
	defer c.Close()
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}
