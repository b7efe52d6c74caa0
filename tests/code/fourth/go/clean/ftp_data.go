func (c *ServerConn) Retr(path string) (*Response, error) {
	conn, err := c.cmdDataConn("RETR %s", path)
	if err != nil {
		return nil, err
	}
	return &Response{conn: conn, c: c}, nil
}

func (c *ServerConn) cmdDataConn(format string, args ...any) (net.Conn, error) {
	conn, err := c.openDataConn()
	if err != nil {
		return nil, err
	}
	code, msg, err := c.cmd(-1, format, args...)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if code != StatusAlreadyOpen && code != StatusAboutToSend {
		_ = conn.Close()
		return nil, &textproto.Error{Code: code, Msg: msg}
	}
	return conn, nil
}

func (c *ServerConn) openDataConn() (net.Conn, error) {
	port, err := c.epsv()
	if err != nil {
		return nil, err
	}
	return net.DialTimeout("tcp", net.JoinHostPort(c.host, strconv.Itoa(port)), c.timeout)
}

type Response struct {
	conn   net.Conn
	c      *ServerConn
	closed bool
}

func (r *Response) Read(b []byte) (int, error) {
	r.conn.SetReadDeadline(time.Now().Add(r.c.timeout))
	return r.conn.Read(b)
}

func (r *Response) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	err := r.conn.Close()
	if _, _, e := r.c.conn.ReadResponse(StatusClosingDataConnection); e != nil {
		err = e
	}
	return err
}
