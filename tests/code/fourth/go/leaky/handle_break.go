func (s *Server) handle(conn net.Conn) {
	s.addPeer(conn.RemoteAddr())
	buf := make([]byte, 4096)
	for {
		conn.SetReadDeadline(time.Now().Add(s.idle))
		n, err := conn.Read(buf)
		if err == io.EOF {
			s.removePeer(conn.RemoteAddr())
			return
		}
		if err != nil {
			s.logf("read %s: %v", conn.RemoteAddr(), err)
			conn.Close()
			s.removePeer(conn.RemoteAddr())
			return
		}
		if err := s.process(conn, buf[:n]); err != nil {
			conn.Close()
			s.removePeer(conn.RemoteAddr())
			return
		}
	}
}

func (s *Server) Serve(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go s.handle(c)
	}
}
