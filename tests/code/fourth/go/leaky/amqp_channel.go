package bus

import (
	"fmt"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

func Publish(uri, exchange, key string, body []byte) error {
	conn, err := amqp.DialConfig(uri, amqp.Config{Heartbeat: 10 * time.Second, Dial: amqp.DefaultDial(5 * time.Second)})
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}

	ch, err := conn.Channel()
	if err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	defer conn.Close()
	defer ch.Close()

	return ch.Publish(exchange, key, true, false, amqp.Publishing{
		ContentType: "application/json",
		Timestamp:   time.Now(),
		Body:        body,
	})
}
