package pool

type entry[C io.Closer] struct {
	c    C
	idle time.Time
}

type Pool[C io.Closer] struct {
	ch     chan entry[C]
	dial   func(context.Context) (C, error)
	maxAge time.Duration
}

func (p *Pool[C]) Get(ctx context.Context) (C, error) {
	for {
		select {
		case e := <-p.ch:
			if time.Since(e.idle) > p.maxAge {
				e.c.Close()
				continue
			}
			return e.c, nil
		default:
			return p.dial(ctx)
		}
	}
}

func (p *Pool[C]) Put(c C, err error) {
	if err != nil {
		c.Close()
		return
	}
	select {
	case p.ch <- entry[C]{c, time.Now()}:
	default:
		c.Close()
	}
}

func (p *Pool[C]) Drain() {
	for {
		select {
		case e := <-p.ch:
			e.c.Close()
		default:
			return
		}
	}
}
