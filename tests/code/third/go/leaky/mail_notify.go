type reply struct {
	line string
	err  error
}

func notify(addr, msg string, wait time.Duration) error {
	conn, err := net.DialTimeout("tcp", addr, wait)
	if err != nil {
		return errors.Wrap(err, "dial")
	}

	if _, err := conn.Write([]byte(msg + "\n")); err != nil {
		conn.Close()
		return errors.Wrap(err, "write")
	}

	done := make(chan reply, 1)
	go func() {
		line, err := bufio.NewReader(conn).ReadString('\n')
		done <- reply{line, err}
	}()

	select {
	case r := <-done:
		conn.Close()
		if r.err != nil {
			return errors.Wrap(r.err, "read")
		}
		if !strings.HasPrefix(r.line, "OK") {
			return errors.Errorf("notify: %s", strings.TrimSpace(r.line))
		}
		return nil
	case <-time.After(wait):
		return errors.Errorf("notify: no answer within %s", wait)
	}
}
