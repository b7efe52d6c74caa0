package smtpx

func dialStartTLS(ctx context.Context, host string, cfg *tls.Config) (*tls.Conn, error) {
	d := net.Dialer{Timeout: 15 * time.Second}
	raw, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "25"))
	if err != nil {
		return nil, err
	}
	_ = raw.SetDeadline(time.Now().Add(30 * time.Second))

	tp := textproto.NewConn(raw)
	if _, _, err := tp.ReadResponse(220); err != nil {
		tp.Close()
		return nil, err
	}
	if err := cmd(tp, 250, "EHLO %s", localName); err != nil {
		tp.Close()
		return nil, err
	}
	if err := cmd(tp, 220, "STARTTLS"); err != nil {
		tp.Close()
		return nil, err
	}

	conn := tls.Client(raw, cfg)
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("starttls %s: %w", host, err)
	}
	return conn, nil
}
