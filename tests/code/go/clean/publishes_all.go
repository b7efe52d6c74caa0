package meters

import (
	"context"
	"log"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

func report(ctx context.Context, ch *amqp.Channel, body []byte) error {
	return ch.PublishWithContext(ctx, "", "meters", false, false, amqp.Publishing{Body: body})
}

func Run(url string, values <-chan []byte) error {
	conn, err := amqp.Dial(url)
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	for v := range values {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if err := report(ctx, ch, v); err != nil {
			log.Print(err)
		}
		cancel()
	}
	return nil
}
