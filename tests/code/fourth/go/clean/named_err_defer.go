package miniredis

func Dial(addr, user, pass string) (c *Conn, err error) {
	nc, err := net.DialTimeout("tcp", addr, 3*time.Second)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			nc.Close()
		}
	}()
	c = &Conn{nc: nc, r: bufio.NewReader(nc), w: bufio.NewWriter(nc)}
	if user != "" {
		if err = c.simple("AUTH", user, pass); err != nil {
			return nil, err
		}
	}
	if err = c.simple("PING"); err != nil {
		return nil, fmt.Errorf("ping %s: %w", addr, err)
	}
	return c, nil
}

func (c *Conn) simple(args ...string) error {
	c.nc.SetDeadline(time.Now().Add(time.Second))
	writeCommand(c.w, args)
	if err := c.w.Flush(); err != nil {
		return err
	}
	line, err := c.r.ReadString('\n')
	if err != nil {
		return err
	}
	if line[0] == '-' {
		return errors.New(strings.TrimSpace(line[1:]))
	}
	return nil
}
