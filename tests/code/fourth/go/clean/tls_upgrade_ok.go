func (m *mailer) dial(ctx context.Context, host string) (*smtp.Client, error) {
	conn, err := m.dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, "587"))
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(m.sessionLimit))
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host}); err != nil {
			c.Close()
			return nil, fmt.Errorf("starttls: %w", err)
		}
	}
	if err := c.Auth(m.auth); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (m *mailer) Send(ctx context.Context, host string, msg Message) error {
	c, err := m.dial(ctx, host)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Mail(msg.From); err != nil {
		return err
	}
	for _, to := range msg.To {
		if err := c.Rcpt(to); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(msg.Raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}
