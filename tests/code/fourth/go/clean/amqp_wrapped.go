type Publisher struct {
	conn *amqp.Connection
	ch   *amqp.Channel
	ex   string
}

func NewPublisher(uri, exchange string) (*Publisher, error) {
	conn, err := amqp.DialConfig(uri, amqp.Config{Heartbeat: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	ch, err := conn.Channel()
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if err := ch.ExchangeDeclare(exchange, "topic", true, false, false, false, nil); err != nil {
		_ = conn.Close() // closes its channels too
		return nil, err
	}
	return &Publisher{conn, ch, exchange}, nil
}

func (p *Publisher) Publish(ctx context.Context, key string, body []byte) error {
	return p.ch.PublishWithContext(ctx, p.ex, key, false, false, amqp.Publishing{Body: body})
}

func (p *Publisher) Close() error {
	return errors.Join(p.ch.Close(), p.conn.Close())
}
