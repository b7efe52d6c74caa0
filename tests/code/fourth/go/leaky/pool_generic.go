package pool

type Pool[T net.Conn] struct {
	idle  chan T
	dial  func(context.Context) (T, error)
	check func(T) error
}

func New[T net.Conn](size int, dial func(context.Context) (T, error), check func(T) error) *Pool[T] {
	return &Pool[T]{idle: make(chan T, size), dial: dial, check: check}
}

func (p *Pool[T]) Get(ctx context.Context) (T, error) {
	for {
		select {
		case c := <-p.idle:
			if p.check(c) == nil {
				return c, nil
			}
			c.Close()
		default:
			return p.dial(ctx)
		}
	}
}

func (p *Pool[T]) Put(c T, broken bool) {
	if broken {
		c.Close()
		return
	}
	select {
	case p.idle <- c:
	default:
	}
}
