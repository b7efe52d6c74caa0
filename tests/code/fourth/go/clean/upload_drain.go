func (s *srv) upload(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(s.limit))
	br := bufio.NewReader(c)
	size, err := readSize(br)
	if err != nil {
		return
	}
	if size > s.max {
		io.WriteString(c, "REJECT too large\n")
		c.CloseWrite()
		c.SetReadDeadline(time.Now().Add(3 * time.Second))
		io.Copy(io.Discard, br)
		return
	}
	sum, err := s.save(io.LimitReader(br, size))
	if err != nil {
		s.log.Print(err)
		return
	}
	fmt.Fprintf(c, "OK %x\n", sum)
}

func (s *srv) loop(l *net.TCPListener) {
	var pause time.Duration
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if s.stopping.Load() {
				return
			}
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			time.Sleep(pause)
			continue
		}
		pause = 0
		go s.upload(c)
	}
}
