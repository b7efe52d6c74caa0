package proto

// A frame goes out in one write: header and body share the buffer.
type Conn struct {
	nc  net.Conn
	br  *bufio.Reader
	out bytes.Buffer
}

func Connect(ctx context.Context, addr string) (*Conn, error) {
	d := net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}
	nc, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &Conn{nc: nc, br: bufio.NewReaderSize(nc, 32<<10)}, nil
}

func (c *Conn) Call(method uint16, body []byte) ([]byte, error) {
	if err := c.nc.SetDeadline(time.Now().Add(4 * time.Second)); err != nil {
		return nil, err
	}
	c.out.Reset()
	binary.Write(&c.out, binary.BigEndian, uint32(len(body)))
	binary.Write(&c.out, binary.BigEndian, method)
	c.out.Write(body)
	if _, err := c.nc.Write(c.out.Bytes()); err != nil {
		return nil, err
	}
	var n uint32
	if err := binary.Read(c.br, binary.BigEndian, &n); err != nil {
		return nil, err
	}
	if n > 16<<20 {
		return nil, ErrTooLarge
	}
	p := make([]byte, n)
	_, err := io.ReadFull(c.br, p)
	return p, err
}

func (c *Conn) Close() error { return c.nc.Close() }
